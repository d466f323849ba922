output "settings" {
  description = "Hourkey's settings, without secrets."
  value = merge(
    {
      HOURKEY_ENTRA_TENANT_ID                         = azuread_service_principal.hourkey.application_tenant_id
      HOURKEY_ENTRA_CLIENT_ID                         = azuread_application.hourkey.client_id
      HOURKEY_ENTRA_PROVISIONING_SERVICE_PRINCIPAL_ID = var.aws_application_object_id
    },
    var.console_url == null ? {} : {
      HOURKEY_CONSOLE_PUBLIC_URL = var.console_url
      HOURKEY_CONSOLE_CLIENT_ID  = azuread_application.console[0].client_id
    }
  )
}

output "group_ids" {
  description = "The groups' object ids, for the policy file and deploy/terraform/aws."
  value       = { for name, group in azuread_group.entitlement : name => group.object_id }
}
