from langchain_community.vectorstores import FAISS


def load(folder, embeddings, allowed):
    # ruleid: py-langchain-dangerous-deserialization
    one = FAISS.load_local(folder, embeddings, allow_dangerous_deserialization=True)
    # ruleid: py-langchain-dangerous-deserialization
    two = FAISS.load_local(folder_path=folder, allow_dangerous_deserialization=True, embeddings=embeddings)
    # ok: py-langchain-dangerous-deserialization
    three = FAISS.load_local(folder, embeddings, allow_dangerous_deserialization=False)
    # ok: py-langchain-dangerous-deserialization
    four = FAISS.load_local(folder, embeddings)
    return one, two, three, four
