# /// script
# dependencies = [
#   "rich",
# # ruleid: LF-VER-003
#   "langflow",
# ]
# ///
import langflow
