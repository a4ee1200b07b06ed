variable "allowed" {
  # ruleid: LF-NET-031-open
  default = "0.0.0.0/0"
}
