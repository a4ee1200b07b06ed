from langchain_community.agent_toolkits.load_tools import load_tools
from langchain_community.tools import DuckDuckGoSearchRun, ShellTool


def tools(llm):
    # ruleid: py-langchain-shell-tool
    one = ShellTool()
    # ruleid: py-langchain-shell-tool
    two = load_tools(["llm-math", "terminal"], llm=llm)
    # ok: py-langchain-shell-tool
    three = load_tools(["llm-math"], llm=llm)
    # ok: py-langchain-shell-tool
    four = DuckDuckGoSearchRun()
    return one, two, three, four
