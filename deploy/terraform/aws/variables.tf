variable "trusted_role_arns" {
  description = "The roles that Hourkey runs as, like the task role of deploy/terraform/ecs. They may assume Hourkey's role."
  type        = list(string)
  default     = []
}

variable "kubernetes" {
  description = "The cluster's OIDC provider in IAM, and its issuer without https://. The service account hourkey in the namespace hourkey may then use the role."
  type = object({
    provider_arn = string
    issuer       = string
  })
  default = null
}

variable "organizational_units_and_tags" {
  description = "Whether the policy file has rules or conditions about organizational units or tags."
  type        = bool
  default     = false
}

variable "remove_directly" {
  description = "Whether Hourkey may delete memberships in AWS itself (HOURKEY_AWS_REMOVE_DIRECTLY). Hourkey then also gets a permission to write."
  type        = bool
  default     = false
}

variable "assignments" {
  description = "What each group opens, by a name that you choose: group, account and permission set. The group must have been provisioned to AWS once."
  type = map(object({
    group          = string
    account        = string
    permission_set = string
  }))
  default = {}
}
