import os

from langchain_community.agent_toolkits import create_sql_agent
from langchain_community.utilities import SQLDatabase
from langchain_experimental.sql import SQLDatabaseChain


def anything(llm):
    database = SQLDatabase.from_uri(os.environ["DATABASE_URL"])
    # # ruleid: py-langchain-sql-agent
    agent = create_sql_agent(llm, db=database)
    # # ruleid: py-langchain-sql-agent
    return agent, SQLDatabaseChain.from_llm(llm, database)


def some_tables(llm):
    faq = SQLDatabase.from_uri(os.environ["DATABASE_URL"], include_tables=["faq"])
    # # ok: py-langchain-sql-agent
    agent = create_sql_agent(llm, db=faq)
    # # ok: py-langchain-sql-agent
    return agent, SQLDatabaseChain.from_llm(llm, faq)
