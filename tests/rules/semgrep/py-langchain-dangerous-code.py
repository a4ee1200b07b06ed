from crewai import Agent
from langchain_experimental.agents import create_csv_agent, create_pandas_dataframe_agent


def agents(llm, frame, allowed):
    # ruleid: py-langchain-dangerous-code
    one = create_pandas_dataframe_agent(llm, frame, allow_dangerous_code=True)
    # ruleid: py-langchain-dangerous-code
    two = Agent(role="analyst", goal="count", backstory="", allow_code_execution=True)
    # ok: py-langchain-dangerous-code
    three = create_csv_agent(llm, "data.csv", allow_dangerous_code=False)
    # ok: py-langchain-dangerous-code
    four = Agent(role="analyst", goal="count", backstory="")
    return one, two, three, four
