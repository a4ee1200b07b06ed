resource "aws_ecs_task_definition" "langflow" {
  family = "langflow"
  container_definitions = jsonencode([
    {
      name         = "langflow"
      image        = "langflowai/langflow:1.13.0"
      portMappings = [{ containerPort = 7860 }]
      environment = [
        { name = "LANGFLOW_AUTO_LOGIN", value = "true" },
      ]
      secrets = [{ name = "LANGFLOW_SECRET_KEY", valueFrom = aws_secretsmanager_secret.key.arn }]
    }
  ])
}

resource "aws_vpc_security_group_ingress_rule" "web" {
  security_group_id = aws_security_group.web.id
  from_port         = 7000
  to_port           = 8000
  ip_protocol       = "tcp"
  cidr_ipv4         = var.allowed
}
