# What docs/install.md does with PowerShell, in the parts Entra and Provisioning.

resource "azuread_application" "hourkey" {
  display_name            = "Hourkey"
  sign_in_audience        = "AzureADMyOrg"
  prevent_duplicate_names = true
}

resource "azuread_service_principal" "hourkey" {
  client_id = azuread_application.hourkey.client_id
}

resource "azuread_application_federated_identity_credential" "hourkey" {
  count          = var.federation == null ? 0 : 1
  application_id = azuread_application.hourkey.id
  display_name   = "hourkey"
  audiences      = ["api://AzureADTokenExchange"]
  issuer         = var.federation.issuer
  subject        = var.federation.subject
}

# --- the groups, assigned to the AWS application in its role "User" ---------------------------------------------------

data "azuread_service_principal" "aws" {
  object_id = var.aws_application_object_id
}

locals {
  # Not "Default Access": Entra does not provision people with that role. The role "User" has no value, so it is found by its name.
  user_role = one([for role in data.azuread_service_principal.aws.app_roles : role.id if role.display_name == "User"])
}

resource "azuread_group" "entitlement" {
  for_each                = var.groups
  display_name            = each.key
  description             = each.value
  security_enabled        = true
  prevent_duplicate_names = true

  lifecycle {
    ignore_changes = [members, owners] # The members are Hourkey's.
  }
}

resource "azuread_group" "base" {
  display_name            = var.base_group
  description             = "Everybody who may request AWS access"
  security_enabled        = true
  prevent_duplicate_names = true

  lifecycle {
    ignore_changes = [members, owners]
  }
}

resource "azuread_app_role_assignment" "group" {
  for_each            = merge(azuread_group.entitlement, { (var.base_group) = azuread_group.base })
  app_role_id         = local.user_role
  principal_object_id = each.value.object_id
  resource_object_id  = data.azuread_service_principal.aws.object_id
}

# --- the unit in which only Hourkey changes members -------------------------------------------------------------------

resource "msgraph_resource" "unit" {
  url = "directory/administrativeUnits"
  body = {
    displayName                  = "Hourkey"
    description                  = "Groups only Hourkey changes"
    isMemberManagementRestricted = true # It can only be set now, not later.
  }
}

resource "azuread_administrative_unit_member" "entitlement" {
  for_each                      = azuread_group.entitlement
  administrative_unit_object_id = msgraph_resource.unit.id
  member_object_id              = each.value.object_id
}

resource "azuread_directory_role_assignment" "groups_administrator" {
  principal_object_id = azuread_service_principal.hourkey.object_id
  role_id             = "fdd7a751-b60b-444a-984c-02652fe8fa1c" # Groups Administrator, of this unit only
  directory_scope_id  = "/administrativeUnits/${msgraph_resource.unit.id}"
}

resource "azuread_directory_role_assignment" "directory_readers" {
  principal_object_id = azuread_service_principal.hourkey.object_id
  role_id             = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b" # Directory Readers
}

# --- provisioning on demand -------------------------------------------------------------------------------------------

data "azuread_service_principal" "graph" {
  client_id = "00000003-0000-0000-c000-000000000000"
}

resource "azuread_app_role_assignment" "provisioning" {
  count               = var.provisioning_permission == "none" ? 0 : 1
  app_role_id         = data.azuread_service_principal.graph.app_role_ids[var.provisioning_permission]
  principal_object_id = azuread_service_principal.hourkey.object_id
  resource_object_id  = data.azuread_service_principal.graph.object_id
}

resource "msgraph_resource" "owner_of_aws" {
  count = var.provisioning_permission == "Application.ReadWrite.OwnedBy" ? 1 : 0
  url   = "servicePrincipals/${var.aws_application_object_id}/owners/$ref"
  body = {
    "@odata.id" = "https://graph.microsoft.com/v1.0/directoryObjects/${azuread_service_principal.hourkey.object_id}"
  }
}

# --- the console ------------------------------------------------------------------------------------------------------

resource "azuread_application" "console" {
  count                   = var.console_url == null ? 0 : 1
  display_name            = "Hourkey console"
  sign_in_audience        = "AzureADMyOrg"
  prevent_duplicate_names = true

  dynamic "app_role" {
    for_each = toset(["Viewer", "Auditor", "Admin"])
    content {
      id                   = uuidv5("dns", "${lower(app_role.value)}.hourkey")
      value                = "Hourkey.${app_role.value}"
      display_name         = app_role.value
      description          = "Hourkey: ${app_role.value}"
      allowed_member_types = ["User"]
    }
  }

  optional_claims {
    id_token {
      name = "acrs"
    }
    id_token {
      name = "auth_time"
    }
  }

  web {
    redirect_uris = ["${var.console_url}/console/callback", "${var.console_url}/console/signed-out"]
  }
}

resource "azuread_service_principal" "console" {
  count     = var.console_url == null ? 0 : 1
  client_id = azuread_application.console[0].client_id
}
