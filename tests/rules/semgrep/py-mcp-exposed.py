import fastmcp
from mcp.server.fastmcp import FastMCP

# ruleid: py-mcp-exposed
notes = FastMCP("notes", host="0.0.0.0")
# ok: py-mcp-exposed
local = FastMCP("local", host="127.0.0.1")
# ok: py-mcp-exposed
guarded = FastMCP("guarded", host="0.0.0.0", token_verifier=verifier)
mail = fastmcp.FastMCP("mail")
# ruleid: py-mcp-exposed
mail.run(transport="http", host="0.0.0.0")
calendar = fastmcp.FastMCP("calendar", auth=verifier)
# ok: py-mcp-exposed
calendar.run(transport="http", host="0.0.0.0")
