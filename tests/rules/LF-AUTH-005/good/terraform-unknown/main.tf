variable "environment" {
  type = map(string)
}

resource "aws_ecs_task_definition" "flows" {
  family = "flows"
  container_definitions = jsonencode([{
    name        = "flows"
    image       = "langflowai/langflow:1.13.0"
    environment = [for name, value in var.environment : { name = name, value = value }]
  }])
}
