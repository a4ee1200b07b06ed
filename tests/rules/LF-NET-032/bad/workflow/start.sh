langflow run
