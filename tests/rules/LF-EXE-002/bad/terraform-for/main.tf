locals {
  environment = {
    # ruleid: LF-EXE-002
    LANGFLOW_ALLOW_PUBLIC_CUSTOM_COMPONENTS = "true"
  }
}

resource "aws_ecs_task_definition" "flows" {
  family = "flows"
  container_definitions = jsonencode([{
    name        = "flows"
    image       = "langflowai/langflow:1.13.0"
    environment = [for name, value in local.environment : { name = name, value = tostring(value) }]
  }])
}
