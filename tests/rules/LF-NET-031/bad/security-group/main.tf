resource "aws_ecs_task_definition" "langflow" {
  family = "langflow"
  container_definitions = jsonencode([
    {
      name         = "langflow"
      image        = "langflowai/langflow:1.13.0"
      portMappings = [{ containerPort = 7860 }]
      environment = [
        { name = "LANGFLOW_AUTO_LOGIN", value = "false" },
      ]
      secrets = [{ name = "LANGFLOW_SECRET_KEY", valueFrom = aws_secretsmanager_secret.key.arn }]
    }
  ])
}

resource "aws_security_group" "web" {
  ingress {
    from_port   = 7860
    to_port     = 7860
    protocol    = "tcp"
    # ruleid: LF-NET-031
    cidr_blocks = ["0.0.0.0/0"]
  }
}
