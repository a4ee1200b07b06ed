from aws_cdk import aws_ecs as ecs

# ruleid: LF-EXE-002
variables = {"LANGFLOW_ALLOW_PUBLIC_CUSTOM_COMPONENTS": "true"}
task.add_container(
    "flows",
    image=ecs.ContainerImage.from_registry("langflowai/langflow:1.13.0"),
    environment=variables,
)
