import pandas as pd


def ask(llm, cursor, question):
    query = llm.invoke(f"Write SQL for: {question}").content
    # ruleid: lf-llm-output-sql
    cursor.execute(query)


def frame(client, connection, messages):
    response = client.chat.completions.create(model="m", messages=messages)
    query = response.choices[0].message.content.strip()
    # ruleid: lf-llm-output-sql
    return pd.read_sql(query, connection)


def bound(llm, cursor, question):
    name = llm.invoke(question).content
    # ok: lf-llm-output-sql
    cursor.execute("SELECT * FROM orders WHERE customer = ?", (name,))


def fixed(llm, cursor, question):
    llm.invoke(question)
    # ok: lf-llm-output-sql
    cursor.execute("SELECT * FROM orders")
