# Runs without an account: the provider's answers are made up.
mock_provider "aws" {
  override_data {
    target = data.aws_region.this
    values = { region = "eu-west-1" }
  }
  override_resource {
    target = aws_db_instance.this
    values = {
      endpoint           = "db.eu-west-1.rds.amazonaws.com:5432"
      address            = "db.eu-west-1.rds.amazonaws.com"
      master_user_secret = [{ kms_key_id = "k", secret_arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds", secret_status = "active" }]
    }
  }
}

variables {
  image            = "registry.example.com/hourkey:1.0.0"
  vpc_id           = "vpc-1"
  subnet_ids       = ["subnet-1", "subnet-2"]
  policy_bucket    = "policies"
  hourkey_role_arn = "arn:aws:iam::111122223333:role/hourkey"
  database_ca_file = "tests/rds-ca.pem"
  settings         = { HOURKEY_SLACK_TEAM_ID = "T0123456789", HOURKEY_AWS_REGION = "eu-west-1" }
}

run "the_service_never_gets_the_owners_password" {
  command = apply
  assert {
    condition     = !strcontains(aws_ecs_task_definition.service.container_definitions, aws_secretsmanager_secret.database["hourkey_owner"].arn)
    error_message = "A task of the service has the owner's password."
  }
  assert {
    condition     = !strcontains(aws_iam_role_policy.start.policy, aws_secretsmanager_secret.database["hourkey_owner"].arn)
    error_message = "The service's role may read the owner's password."
  }
  assert {
    condition     = aws_db_instance.this.deletion_protection && aws_db_instance.this.storage_encrypted && aws_db_instance.this.backup_retention_period >= 7
    error_message = "The database is not protected."
  }
}

run "containers_fit_into_the_task_and_cannot_write_to_their_image" {
  command = apply
  assert {
    condition     = sum([for one in jsondecode(aws_ecs_task_definition.service.container_definitions) : one.memory]) <= tonumber(aws_ecs_task_definition.service.memory)
    error_message = "The containers need more memory than the task has."
  }
  assert {
    condition     = alltrue([for one in jsondecode(aws_ecs_task_definition.service.container_definitions) : one.readonlyRootFilesystem])
    error_message = "A container can write to its image."
  }
  assert {
    condition     = contains([for one in jsondecode(aws_ecs_task_definition.service.container_definitions)[1].environment : "${one.name}=${one.value}"], "QUARKUS_FLYWAY_MIGRATE_AT_START=false")
    error_message = "The service migrates the tables."
  }
  assert {
    condition     = aws_ecs_service.this.desired_count == 2
    error_message = "There must be two replicas."
  }
}

run "every_task_checks_who_the_database_is" {
  command = apply
  assert {
    condition = alltrue([
      for task in [aws_ecs_task_definition.service, aws_ecs_task_definition.migrate] : length([
        for one in jsondecode(task.container_definitions)[1].environment : one
        if one.name == "QUARKUS_DATASOURCE_JDBC_URL" && endswith(one.value, "/hourkey?sslmode=verify-full&sslrootcert=/etc/hourkey/rds-ca.pem")
      ]) == 1
    ])
    error_message = "A container of Hourkey does not check the database's certificate."
  }
  assert {
    condition = contains([
      for one in jsondecode(aws_ecs_task_definition.roles.container_definitions)[0].environment : "${one.name}=${one.value}"
    ], "PGSSLMODE=verify-full")
    error_message = "The task that makes the roles does not check the database's certificate."
  }
  assert {
    condition = alltrue([
      for task in [aws_ecs_task_definition.service, aws_ecs_task_definition.migrate, aws_ecs_task_definition.roles] :
      contains([for one in jsondecode(task.container_definitions)[0].environment : "${one.name}=${one.value}"], "DATABASE_CA=${file(var.database_ca_file)}")
    ])
    error_message = "A task has no certificates to check the database's with."
  }
}

run "a_file_without_certificates_is_refused" {
  command = plan
  variables {
    database_ca_file = "roles.sql"
  }
  expect_failures = [var.database_ca_file]
}
