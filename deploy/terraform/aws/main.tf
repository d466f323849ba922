# Hourkey's role, and what the groups open. Apply it in the management account, in the Region of Identity Center.

data "aws_ssoadmin_instances" "this" {}
data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}
data "aws_region" "this" {}

locals {
  instance_arn   = one(data.aws_ssoadmin_instances.this.arns)
  identity_store = one(data.aws_ssoadmin_instances.this.identity_store_ids)
  values = {
    partition      = data.aws_partition.this.partition
    account        = data.aws_caller_identity.this.account_id
    instance       = element(split("/", local.instance_arn), 1)
    identity_store = local.identity_store
  }
  # Only the groups that are assigned here or, if none are, all groups of the identity store.
  group_arns = length(var.assignments) == 0 ? ["arn:${local.values.partition}:identitystore:::group/*"] : [
    for group in data.aws_identitystore_group.entitlement :
    "arn:${local.values.partition}:identitystore:::group/${group.group_id}"
  ]
  trust = concat(
    length(var.trusted_role_arns) == 0 ? [] : [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = var.trusted_role_arns }
    }],
    var.kubernetes == null ? [] : [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = var.kubernetes.provider_arn }
      Condition = {
        StringEquals = {
          "${var.kubernetes.issuer}:sub" = "system:serviceaccount:hourkey:hourkey"
          "${var.kubernetes.issuer}:aud" = "sts.amazonaws.com"
        }
      }
    }]
  )
}

resource "aws_iam_role" "hourkey" {
  name                 = "hourkey"
  description          = "Hourkey reads what groups open and who is in them"
  max_session_duration = 3600
  assume_role_policy   = jsonencode({ Version = "2012-10-17", Statement = local.trust })

  lifecycle {
    precondition {
      condition     = length(local.trust) > 0
      error_message = "Nobody could use the role: set trusted_role_arns or kubernetes."
    }
  }
}

# The same policies as in docs/install.md; a test of the project compares them.

resource "aws_iam_role_policy" "read" {
  name   = "read"
  role   = aws_iam_role.hourkey.name
  policy = templatefile("${path.module}/policy.json", local.values)
}

resource "aws_iam_role_policy" "organizational_units_and_tags" {
  count  = var.organizational_units_and_tags ? 1 : 0
  name   = "organizational-units-and-tags"
  role   = aws_iam_role.hourkey.name
  policy = file("${path.module}/policy-tags.json")
}

resource "aws_iam_role_policy" "remove_directly" {
  count  = var.remove_directly ? 1 : 0
  name   = "remove-directly"
  role   = aws_iam_role.hourkey.name
  policy = templatefile("${path.module}/policy-remove-directly.json", merge(local.values, { group_arns = join("\",\"", local.group_arns) }))
}

# --- what the groups open ---------------------------------------------------------------------------------------------

data "aws_identitystore_group" "entitlement" {
  for_each          = toset([for one in var.assignments : one.group])
  identity_store_id = local.identity_store
  alternate_identifier {
    unique_attribute {
      attribute_path  = "DisplayName"
      attribute_value = each.key
    }
  }
}

data "aws_ssoadmin_permission_set" "entitlement" {
  for_each     = toset([for one in var.assignments : one.permission_set])
  instance_arn = local.instance_arn
  name         = each.key
}

resource "aws_ssoadmin_account_assignment" "entitlement" {
  for_each           = var.assignments
  instance_arn       = local.instance_arn
  permission_set_arn = data.aws_ssoadmin_permission_set.entitlement[each.value.permission_set].arn
  principal_type     = "GROUP"
  principal_id       = data.aws_identitystore_group.entitlement[each.value.group].group_id
  target_type        = "AWS_ACCOUNT"
  target_id          = each.value.account
}
