resource "google_compute_instance" "vm" {
  metadata_startup_script = <<-EOT
    #!/bin/bash
    pip install langflow==1.13.0
    langflow run --host 0.0.0.0 --port 7860
  EOT
}

resource "google_compute_firewall" "allow" {
  name = "langflow"
  allow {
    protocol = "tcp"
    ports    = ["22", "7860"]
  }
  # ruleid: LF-NET-031
  source_ranges = ["0.0.0.0/0"]
}

resource "azurerm_network_security_group" "nsg" {
  security_rule {
    name                       = "langflow"
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "7860"
    # ruleid: LF-NET-031
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

resource "hcloud_firewall" "fw" {
  rule {
    direction  = "in"
    protocol   = "tcp"
    port       = "7860"
    # ruleid: LF-NET-031
    source_ips = ["0.0.0.0/0", "::/0"]
  }
}

resource "digitalocean_firewall" "fw" {
  inbound_rule {
    protocol         = "tcp"
    port_range       = "7860"
    # ruleid: LF-NET-031
    source_addresses = ["0.0.0.0/0"]
  }
}
