# Runs without an account: the provider's answers are made up.
mock_provider "aws" {
  override_data {
    target = data.aws_ssoadmin_instances.this
    values = {
      arns               = ["arn:aws:sso:::instance/ssoins-1234567890abcdef"]
      identity_store_ids = ["d-1234567890"]
    }
  }
  override_data {
    target = data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }
  override_data {
    target = data.aws_partition.this
    values = { partition = "aws" }
  }
  override_data {
    target = data.aws_region.this
    values = { region = "eu-west-1" }
  }
  override_data {
    target = data.aws_identitystore_group.entitlement
    values = { group_id = "11111111-2222-3333-4444-555555555555" }
  }
  override_data {
    target = data.aws_ssoadmin_permission_set.entitlement
    values = {
      arn              = "arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef"
      session_duration = "PT8H"
    }
  }
}

variables {
  trusted_role_arns = ["arn:aws:iam::444455556666:role/hourkey-task"]
  assignments = {
    prod-readonly = { group = "aws-prod-readonly", account = "111122223333", permission_set = "ReadOnlyAccess" }
  }
}

run "the_role_may_read_this_instance_and_nothing_else" {
  command = plan
  assert {
    condition     = strcontains(aws_iam_role_policy.read.policy, "arn:aws:sso:::instance/ssoins-1234567890abcdef")
    error_message = "The policy names another instance."
  }
  assert {
    condition     = strcontains(aws_iam_role_policy.read.policy, "arn:aws:identitystore::111122223333:identitystore/d-1234567890")
    error_message = "The policy names another identity store."
  }
  assert {
    condition     = !strcontains(aws_iam_role_policy.read.policy, "$${") && can(jsondecode(aws_iam_role_policy.read.policy))
    error_message = "The policy is not complete."
  }
  assert {
    condition     = length(aws_iam_role_policy.remove_directly) == 0 && length(aws_iam_role_policy.organizational_units_and_tags) == 0
    error_message = "The role has permissions that were not asked for."
  }
  assert {
    condition     = jsondecode(aws_iam_role.hourkey.assume_role_policy).Statement[0].Principal.AWS[0] == "arn:aws:iam::444455556666:role/hourkey-task"
    error_message = "Another role may assume Hourkey's."
  }
}

run "the_group_gets_its_permission_set_and_long_sessions_are_reported" {
  command = plan
  assert {
    condition     = aws_ssoadmin_account_assignment.entitlement["prod-readonly"].target_id == "111122223333"
    error_message = "The group opens another account."
  }
  assert {
    condition     = output.long_sessions == ["ReadOnlyAccess"]
    error_message = "A permission set with long sessions is not reported."
  }
}

run "removing_directly_is_limited_to_the_groups" {
  command = plan
  variables {
    remove_directly               = true
    organizational_units_and_tags = true
  }
  assert {
    condition     = contains(jsondecode(aws_iam_role_policy.remove_directly[0].policy).Statement[0].Resource, "arn:aws:identitystore:::group/11111111-2222-3333-4444-555555555555")
    error_message = "The group is not named."
  }
  assert {
    condition     = !strcontains(aws_iam_role_policy.remove_directly[0].policy, "group/*")
    error_message = "Every group may be changed."
  }
}

run "in_a_cluster_only_the_service_account_of_hourkey_may_use_it" {
  command = plan
  variables {
    trusted_role_arns = []
    kubernetes = {
      provider_arn = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC"
      issuer       = "oidc.eks.eu-west-1.amazonaws.com/id/ABC"
    }
  }
  assert {
    condition     = jsondecode(aws_iam_role.hourkey.assume_role_policy).Statement[0].Condition.StringEquals["oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub"] == "system:serviceaccount:hourkey:hourkey"
    error_message = "Another service account may assume Hourkey's role."
  }
}

run "a_role_that_nobody_can_use_is_refused" {
  command = plan
  variables {
    trusted_role_arns = []
  }
  expect_failures = [aws_iam_role.hourkey]
}
