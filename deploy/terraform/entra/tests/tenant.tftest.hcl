# Runs without a tenant: the providers' answers are made up.
mock_provider "msgraph" {}
mock_provider "azuread" {
  override_data {
    target = data.azuread_service_principal.aws
    values = {
      object_id = "11111111-0000-0000-0000-000000000001"
      app_roles = [
        { id = "11111111-0000-0000-0000-000000000002", display_name = "User", description = "", value = "", enabled = true, allowed_member_types = ["User"] },
        { id = "11111111-0000-0000-0000-000000000003", display_name = "msiam_access", description = "", value = "", enabled = true, allowed_member_types = ["User"] },
      ]
    }
  }
  override_data {
    target = data.azuread_service_principal.graph
    values = {
      object_id = "11111111-0000-0000-0000-000000000004"
      app_role_ids = {
        "Application.ReadWrite.OwnedBy" = "11111111-0000-0000-0000-000000000005"
        "Synchronization.ReadWrite.All" = "11111111-0000-0000-0000-000000000006"
      }
    }
  }
}

variables {
  aws_application_object_id = "11111111-0000-0000-0000-000000000001"
  groups                    = { aws-prod-readonly = "Production, read only", aws-prod-admin = "Production, administrator" }
}

run "every_group_and_the_base_group_are_assigned_as_user" {
  command = apply
  assert {
    condition     = length(azuread_app_role_assignment.group) == 3 && alltrue([for one in azuread_app_role_assignment.group : one.app_role_id == "11111111-0000-0000-0000-000000000002"])
    error_message = "A group is not assigned as User."
  }
  assert {
    condition     = keys(azuread_administrative_unit_member.entitlement) == ["aws-prod-admin", "aws-prod-readonly"]
    error_message = "The unit has other groups than those of entitlements."
  }
}

run "hourkey_changes_groups_in_its_unit_only" {
  command = apply
  assert {
    condition     = startswith(azuread_directory_role_assignment.groups_administrator.directory_scope_id, "/administrativeUnits/")
    error_message = "Groups Administrator is for the whole tenant."
  }
  assert {
    condition     = msgraph_resource.unit.body.isMemberManagementRestricted
    error_message = "The unit is not restricted."
  }
}

run "without_the_permission_nothing_is_granted_on_the_job" {
  command = plan
  variables {
    provisioning_permission = "none"
  }
  assert {
    condition     = length(azuread_app_role_assignment.provisioning) == 0 && length(msgraph_resource.owner_of_aws) == 0
    error_message = "Hourkey has a permission on the job."
  }
}

run "federation_and_the_console_are_made_when_asked_for" {
  command = apply
  variables {
    provisioning_permission = "Synchronization.ReadWrite.All"
    federation              = { issuer = "https://issuer.example.com", subject = "system:serviceaccount:hourkey:hourkey" }
    console_url             = "https://hourkey.example.com"
  }
  assert {
    condition     = azuread_application_federated_identity_credential.hourkey[0].audiences == tolist(["api://AzureADTokenExchange"])
    error_message = "Entra would refuse the token."
  }
  assert {
    condition     = length(msgraph_resource.owner_of_aws) == 0
    error_message = "With this permission, Hourkey need not own the application."
  }
  assert {
    condition     = sort([for role in azuread_application.console[0].app_role : role.value]) == tolist(["Hourkey.Admin", "Hourkey.Auditor", "Hourkey.Viewer"])
    error_message = "The console does not have the expected roles."
  }
}

run "another_permission_is_refused" {
  command = plan
  variables {
    provisioning_permission = "Directory.ReadWrite.All"
  }
  expect_failures = [var.provisioning_permission]
}
