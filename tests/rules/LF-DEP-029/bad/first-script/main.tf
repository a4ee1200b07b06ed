resource "aws_instance" "flows" {
  ami           = "ami-0"
  instance_type = "t3.large"
  user_data     = <<-EOT
    #!/bin/bash
    # ruleid: LF-DEP-029-script
    curl -fsSL https://example.com/install.sh | sh
    docker run -d -p 127.0.0.1:7860:7860 langflowai/langflow:1.13.0
  EOT
}
