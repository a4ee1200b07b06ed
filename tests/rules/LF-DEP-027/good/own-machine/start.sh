uvicorn --factory langflow.main:create_app --reload
