resource "google_cloud_run_v2_service" "flow" {
  template {
    containers {
      image = "langflowai/langflow:${var.release}"
      env {
        name  = "LANGFLOW_AUTO_LOGIN"
        # ruleid: LF-AUTH-001
        value = "True"
      }
    }
  }
}

resource "google_cloud_run_service_iam_member" "everybody" {
  service = google_cloud_run_v2_service.flow.name
  role    = "roles/run.invoker"
  member  = "allUsers"
}

variable "release" {
  default = "1.13.0"
}
