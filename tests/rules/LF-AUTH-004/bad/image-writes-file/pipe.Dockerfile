FROM langflowai/langflow:1.13.0
# ruleid: LF-AUTH-004
RUN echo "LANGFLOW_SUPERUSER_PASSWORD=admin" | tee -a .env > /dev/null
CMD ["langflow", "run", "--env-file", ".env"]
