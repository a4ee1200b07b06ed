resource "aws_ecs_task_definition" "langflow" {
  family = "langflow"
  container_definitions = jsonencode([
    {
      name         = "langflow"
      # ruleid: LF-AUTH-001
      image        = "langflowai/langflow:1.9.0"
      portMappings = [{ containerPort = 7860 }]
      environment = [
      ]
      secrets = [{ name = "LANGFLOW_SECRET_KEY", valueFrom = aws_secretsmanager_secret.key.arn }]
    }
  ])
}
