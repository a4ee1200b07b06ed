import os

ON = os.environ['LANGFLOW_RERANKING']
