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
  publicly_accessible = var.public
  storage_encrypted   = true
}

resource "aws_security_group" "db" {
  ingress {
    from_port       = 5432
    to_port         = 5432
    protocol        = "tcp"
    security_groups = [aws_security_group.service.id]
  }
}

resource "google_sql_database_instance" "flow" {
  settings {
    ip_configuration {
      ipv4_enabled = false
      authorized_networks {
        value = "203.0.113.7/32"
      }
    }
  }
}

resource "azurerm_postgresql_flexible_server_firewall_rule" "azure_services" {
  start_ip_address = "0.0.0.0"
  end_ip_address   = "0.0.0.0"
}

variable "public" {
  default = false
}
