resource "google_cloud_run_v2_service" "flow" {
  template {
    containers {
      image = "langflowai/langflow:1.13.0"
    }
  }
}

resource "google_sql_database_instance" "flow" {
  settings {
    ip_configuration {
      authorized_networks {
        name  = "all"
        # ruleid: LF-DB-013
        value = "0.0.0.0/0"
      }
    }
  }
}

resource "azurerm_postgresql_flexible_server_firewall_rule" "all" {
  start_ip_address = "0.0.0.0"
  # ruleid: LF-DB-013
  end_ip_address   = "255.255.255.255"
}
