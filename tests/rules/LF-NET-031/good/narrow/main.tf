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

resource "aws_security_group" "web" {
  ingress {
    from_port   = 7860
    to_port     = 7860
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8", var.office]
  }
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group_rule" "out" {
  type        = "egress"
  from_port   = 7860
  to_port     = 7860
  protocol    = "tcp"
  cidr_blocks = ["0.0.0.0/0"]
}

resource "google_compute_firewall" "out" {
  direction = "EGRESS"
  allow {
    protocol = "tcp"
    ports    = ["7860"]
  }
  source_ranges = ["0.0.0.0/0"]
}

resource "azurerm_network_security_rule" "no" {
  direction              = "Inbound"
  access                 = "Deny"
  destination_port_range = "7860"
  source_address_prefix  = "*"
}

variable "office" {
  type = string
}
