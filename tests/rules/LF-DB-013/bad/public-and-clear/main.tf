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

resource "aws_db_instance" "langflow" {
  engine              = "postgres"
  # ruleid: LF-DB-013
  publicly_accessible = true
  # ruleid: LF-DB-013
  storage_encrypted   = false
  username            = "langflow"
  password            = var.password
}

resource "aws_security_group" "db" {
  ingress {
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    # ruleid: LF-DB-013
    cidr_blocks = ["0.0.0.0/0"]
  }
}
