import uvicorn
from langflow.main import create_app

if __name__ == "__main__":
    # ruleid: LF-DEP-010
    uvicorn.run(create_app(), host="0.0.0.0", port=7860)
