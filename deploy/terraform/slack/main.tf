# The Slack app's manifest, with your host name in it. Needs no provider and no credentials:
#   terraform init && terraform apply -auto-approve && terraform output -raw manifest
# Slack has no Terraform provider of its own: paste the manifest at https://api.slack.com/apps.
# This renders deploy/slack/manifest.yaml or manifest-http.yaml. The manifests for discussions and Workflow Builder are in the same folder.

terraform {
  required_version = ">= 1.9"
}

variable "transport" {
  description = "socket: Hourkey opens the connection. http: Slack calls Hourkey at public_url."
  type        = string
  default     = "socket"
  validation {
    condition     = contains(["socket", "http"], var.transport)
    error_message = "Use socket or http."
  }
}

variable "public_url" {
  description = "Where Slack reaches Hourkey, like https://hourkey.example.com, for transport http."
  type        = string
  default     = "https://hourkey.example.com"
}

locals {
  file     = var.transport == "http" ? "manifest-http.yaml" : "manifest.yaml"
  manifest = replace(file("${path.module}/../../slack/${local.file}"), "https://hourkey.example.com", var.public_url)
}

output "manifest" {
  value = local.manifest
}

output "scopes" {
  description = "What the bot may do in Slack."
  value       = yamldecode(local.manifest).oauth_config.scopes.bot
}
