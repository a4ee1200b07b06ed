"""What deploys Langflow, whatever file describes it."""
