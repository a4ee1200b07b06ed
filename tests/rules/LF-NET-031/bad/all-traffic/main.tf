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

resource "aws_security_group_rule" "web" {
  type             = "ingress"
  from_port        = 0
  to_port          = 0
  protocol         = "-1"
  # ruleid: LF-NET-031
  ipv6_cidr_blocks = ["::/0"]
}
