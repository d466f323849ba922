output "role_arn" {
  value = aws_iam_role.hourkey.arn
}

output "settings" {
  description = "Hourkey's settings."
  value = {
    HOURKEY_AWS_REGION          = data.aws_region.this.region
    HOURKEY_AWS_REMOVE_DIRECTLY = tostring(var.remove_directly)
  }
}

output "long_sessions" {
  description = "Permission sets whose sessions last longer than an hour: sessions can continue for that long after access has ended."
  value       = [for name, set in data.aws_ssoadmin_permission_set.entitlement : name if set.session_duration != "PT1H"]
}
