variable "image" {
  description = "Hourkey's image in your registry, with a tag or digest."
  type        = string
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  description = "Private subnets in at least two availability zones, with a way out to Slack, Entra and AWS."
  type        = list(string)
}

variable "settings" {
  description = "Settings without secrets, from the outputs of entra and aws and docs/configuration.md."
  type        = map(string)
}

variable "secrets" {
  description = "The names of the secret settings that you use. Terraform makes an empty secret for each; its value never passes through Terraform."
  type        = list(string)
  default     = ["HOURKEY_SLACK_BOT_TOKEN", "HOURKEY_SLACK_APP_TOKEN"]
}

variable "policy_bucket" {
  description = "The bucket that has the policy file. Turn on versioning, and let few people write to it."
  type        = string
}

variable "policy_key" {
  type    = string
  default = "policy.yaml"
}

variable "hourkey_role_arn" {
  description = "The role of deploy/terraform/aws, which the tasks assume."
  type        = string
}

variable "replicas" {
  type    = number
  default = 2
}

variable "database_class" {
  type    = string
  default = "db.t4g.small"
}

variable "database_version" {
  description = "The major version of PostgreSQL. Hourkey is tested with 18."
  type        = string
  default     = "18"
}

variable "database_multi_az" {
  type    = bool
  default = true
}

variable "database_ca_file" {
  description = <<-TEXT
    The certificate authorities of RDS in this Region. Hourkey uses them to check that it is connected to its own database. Download them with:
    curl --fail --output rds-ca.pem https://truststore.pki.rds.amazonaws.com/<region>/<region>-bundle.pem
    The bundle of all Regions, global-bundle.pem, is too large for a task definition, which may have 64 KB.
  TEXT
  type        = string
  default     = "rds-ca.pem"
  validation {
    condition     = can(regex("-----BEGIN CERTIFICATE-----", file(var.database_ca_file))) && length(try(file(var.database_ca_file), "")) < 24000
    error_message = "database_ca_file must be a copy of <region>-bundle.pem: PEM, and below 24,000 characters."
  }
}

variable "helper_image" {
  description = "The AWS command line, which fetches the policy file and the token for Entra. Pin it to a digest."
  type        = string
  default     = "public.ecr.aws/aws-cli/aws-cli:latest"
}

variable "postgres_image" {
  description = "psql, for the task that makes the database's roles once."
  type        = string
  default     = "public.ecr.aws/docker/library/postgres:18"
}
