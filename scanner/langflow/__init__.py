"""What files mean to Langflow: settings, deployments, flows, and the code inside them."""
