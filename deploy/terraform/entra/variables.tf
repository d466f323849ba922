variable "aws_application_object_id" {
  description = "Object id of the enterprise application AWS IAM Identity Center (Enterprise applications > Properties)."
  type        = string
}

variable "groups" {
  description = "The groups that open something in AWS, one for each entitlement: display name => description. Nobody but Hourkey changes their members."
  type        = map(string)
}

variable "base_group" {
  description = "The permanent group of everybody who may request access. Without it, Entra disables a person's AWS user when their last grant ends."
  type        = string
  default     = "aws-everyone"
}

variable "provisioning_permission" {
  description = "What lets Hourkey provision at once and see whether the job is healthy; docs/install.md#provisioning compares the choices."
  type        = string
  default     = "Application.ReadWrite.OwnedBy"
  validation {
    condition     = contains(["Application.ReadWrite.OwnedBy", "Synchronization.ReadWrite.All", "none"], var.provisioning_permission)
    error_message = "Use Application.ReadWrite.OwnedBy, Synchronization.ReadWrite.All or none."
  }
}

variable "federation" {
  description = "The tokens that Entra accepts instead of a secret: their issuer and subject. Leave it out to use a certificate."
  type = object({
    issuer  = string
    subject = string
  })
  default = null
}

variable "console_url" {
  description = "Where people open the web console, like https://hourkey.example.com. Leave it out for no console."
  type        = string
  default     = null
}
