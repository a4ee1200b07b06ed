from langchain_community.agent_toolkits.openapi.toolkit import RequestsToolkit
from langchain_community.tools.requests.tool import RequestsGetTool


def tools(wrapper, allowed):
    # ruleid: py-langchain-dangerous-requests
    one = RequestsToolkit(requests_wrapper=wrapper, allow_dangerous_requests=True)
    # ruleid: py-langchain-dangerous-requests
    two = RequestsGetTool(requests_wrapper=wrapper, allow_dangerous_requests=True)
    # ok: py-langchain-dangerous-requests
    three = RequestsGetTool(requests_wrapper=wrapper, allow_dangerous_requests=False)
    # ok: py-langchain-dangerous-requests
    four = RequestsToolkit(requests_wrapper=wrapper)
    return one, two, three, four
