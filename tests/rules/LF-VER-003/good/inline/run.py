# /// script
# dependencies = [
#   "rich",
#   "langflow==1.13.0",
# ]
# ///
import langflow
