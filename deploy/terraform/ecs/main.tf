# Hourkey on ECS with Fargate. README.md has the order of the steps.

data "aws_region" "this" {}

locals {
  # Each task gets the certificates as an environment variable, and a container that may write puts them into the file.
  database_ca = file(var.database_ca_file)
  jdbc_url    = "jdbc:postgresql://${aws_db_instance.this.endpoint}/hourkey?sslmode=verify-full&sslrootcert=/etc/hourkey/rds-ca.pem"
  settings = merge(var.settings, {
    QUARKUS_DATASOURCE_JDBC_URL        = local.jdbc_url
    QUARKUS_DATASOURCE_USERNAME        = "hourkey"
    QUARKUS_FLYWAY_MIGRATE_AT_START    = "false"
    HOURKEY_POLICY_FILE                = "/etc/hourkey/policy.yaml"
    HOURKEY_ENTRA_FEDERATED_TOKEN_FILE = "/etc/hourkey/entra-token"
    AWS_CONFIG_FILE                    = "/etc/hourkey/aws-config" # makes the SDK assume Hourkey's role
  })
  environment = [for name, value in local.settings : { name = name, value = value }]
  logs = {
    logDriver = "awslogs"
    options = {
      awslogs-group         = aws_cloudwatch_log_group.this.name
      awslogs-region        = data.aws_region.this.region
      awslogs-stream-prefix = "hourkey"
    }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/hourkey"
  retention_in_days = 90
}

resource "aws_secretsmanager_secret" "setting" {
  for_each = toset(var.secrets)
  name     = "hourkey/${each.key}"
}

# --- who may do what --------------------------------------------------------------------------------------------------

locals {
  tasks_trust = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}

resource "aws_iam_role" "start" {
  name               = "hourkey-start"
  description        = "ECS fetches the image and the service's secrets with it"
  assume_role_policy = local.tasks_trust
}

resource "aws_iam_role_policy_attachment" "start" {
  role       = aws_iam_role.start.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role_policy" "start" {
  name = "secrets"
  role = aws_iam_role.start.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = concat([for one in aws_secretsmanager_secret.setting : one.arn], [aws_secretsmanager_secret.database["hourkey"].arn])
    }]
  })
}

# Only the tasks that change the database's structure get its owner's password.
resource "aws_iam_role" "start_database" {
  name               = "hourkey-start-database"
  description        = "ECS fetches the passwords of the database's owner and master user with it"
  assume_role_policy = local.tasks_trust
}

resource "aws_iam_role_policy_attachment" "start_database" {
  role       = aws_iam_role.start_database.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role_policy" "start_database" {
  name = "secrets"
  role = aws_iam_role.start_database.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = concat([for one in aws_secretsmanager_secret.database : one.arn], [aws_db_instance.this.master_user_secret[0].secret_arn])
    }]
  })
}

resource "aws_iam_role" "task" {
  name               = "hourkey-task"
  description        = "Hourkey's tasks run as this role; deploy/terraform/aws trusts it"
  assume_role_policy = local.tasks_trust
}

resource "aws_iam_role_policy" "task" {
  name = "hourkey"
  role = aws_iam_role.task.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "IdentityCenter", Effect = "Allow", Action = "sts:AssumeRole", Resource = var.hourkey_role_arn },
      { Sid = "Policy", Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::${var.policy_bucket}/${var.policy_key}" },
      {
        Sid       = "Entra"
        Effect    = "Allow"
        Action    = "sts:GetWebIdentityToken"
        Resource  = "*"
        Condition = { "ForAllValues:StringEquals" = { "sts:IdentityTokenAudience" = "api://AzureADTokenExchange" } }
      },
    ]
  })
}

# --- the network ------------------------------------------------------------------------------------------------------

resource "aws_security_group" "tasks" {
  name        = "hourkey"
  description = "Hourkey: nobody connects to it, unless you add a load balancer"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.tasks.id
  description       = "Slack, Entra and AWS"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "database" {
  security_group_id            = aws_security_group.tasks.id
  referenced_security_group_id = aws_security_group.database.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

# --- the service ------------------------------------------------------------------------------------------------------

resource "aws_ecs_cluster" "this" {
  name = "hourkey"
}

resource "aws_ecs_task_definition" "service" {
  family                   = "hourkey"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = 1024 # docs/performance.md says what it takes
  execution_role_arn       = aws_iam_role.start.arn
  task_role_arn            = aws_iam_role.task.arn

  volume {
    name = "files"
  }
  volume {
    name = "tmp"
  }

  container_definitions = jsonencode([
    {
      # Fargate's volumes belong to root, so this container writes the files, and Hourkey only reads them.
      name       = "files"
      image      = var.helper_image
      essential  = true
      entryPoint = ["/bin/sh", "-c"]
      command    = [file("${path.module}/files.sh")]
      environment = [
        { name = "POLICY", value = "s3://${var.policy_bucket}/${var.policy_key}" },
        { name = "ROLE", value = var.hourkey_role_arn },
        { name = "DATABASE_CA", value = local.database_ca },
      ]
      memory                 = 256
      readonlyRootFilesystem = true
      mountPoints = [
        { sourceVolume = "files", containerPath = "/etc/hourkey" },
        { sourceVolume = "tmp", containerPath = "/tmp" },
      ]
      healthCheck = {
        command     = ["CMD-SHELL", "test -s /etc/hourkey/policy.yaml -a -s /etc/hourkey/entra-token"]
        interval    = 10
        timeout     = 5
        retries     = 6
        startPeriod = 30
      }
      logConfiguration = local.logs
    },
    {
      name        = "hourkey"
      image       = var.image
      essential   = true
      dependsOn   = [{ containerName = "files", condition = "HEALTHY" }]
      environment = local.environment
      secrets = concat(
        [for name, secret in aws_secretsmanager_secret.setting : { name = name, valueFrom = secret.arn }],
        [{ name = "QUARKUS_DATASOURCE_PASSWORD", valueFrom = aws_secretsmanager_secret.database["hourkey"].arn }]
      )
      memory                 = 768
      readonlyRootFilesystem = true
      linuxParameters        = { capabilities = { drop = ["ALL"] } }
      stopTimeout            = 30
      portMappings           = [{ containerPort = 8080 }, { containerPort = 9000 }]
      mountPoints = [
        { sourceVolume = "files", containerPath = "/etc/hourkey", readOnly = true },
        { sourceVolume = "tmp", containerPath = "/tmp" },
      ]
      # ECS does not use the HEALTHCHECK of the image.
      healthCheck = {
        command     = ["CMD", "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9000 && printf 'GET /q/health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200 '* ]]"]
        interval    = 15
        timeout     = 6
        retries     = 4
        startPeriod = 60
      }
      logConfiguration = local.logs
    },
  ])
}

resource "aws_ecs_service" "this" {
  name                               = "hourkey"
  cluster                            = aws_ecs_cluster.this.id
  task_definition                    = aws_ecs_task_definition.service.arn
  launch_type                        = "FARGATE"
  desired_count                      = var.replicas
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets         = var.subnet_ids
    security_groups = [aws_security_group.tasks.id]
  }
}

# --- tasks that are run by hand ---------------------------------------------------------------------------------------

resource "aws_ecs_task_definition" "roles" {
  family                   = "hourkey-roles"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.start_database.arn

  container_definitions = jsonencode([{
    name       = "roles"
    image      = var.postgres_image
    essential  = true
    entryPoint = ["/bin/sh", "-c"]
    command    = ["printf '%s' \"$DATABASE_CA\" > \"$PGSSLROOTCERT\" && printf '%s' \"$SQL\" | psql --no-psqlrc --set=ON_ERROR_STOP=1 --set=password=\"$HOURKEY_PASSWORD\" --set=owner_password=\"$OWNER_PASSWORD\""]
    environment = [
      { name = "SQL", value = file("${path.module}/roles.sql") },
      { name = "PGHOST", value = aws_db_instance.this.address },
      { name = "PGUSER", value = aws_db_instance.this.username },
      { name = "PGDATABASE", value = "postgres" },
      { name = "PGSSLMODE", value = "verify-full" },
      { name = "PGSSLROOTCERT", value = "/tmp/rds-ca.pem" },
      { name = "DATABASE_CA", value = local.database_ca },
    ]
    secrets = [
      { name = "PGPASSWORD", valueFrom = "${aws_db_instance.this.master_user_secret[0].secret_arn}:password::" },
      { name = "HOURKEY_PASSWORD", valueFrom = aws_secretsmanager_secret.database["hourkey"].arn },
      { name = "OWNER_PASSWORD", valueFrom = aws_secretsmanager_secret.database["hourkey_owner"].arn },
    ]
    logConfiguration = local.logs
  }])
}

resource "aws_ecs_task_definition" "migrate" {
  family                   = "hourkey-migrate"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = 1024
  execution_role_arn       = aws_iam_role.start_database.arn

  volume {
    name = "files"
  }

  container_definitions = jsonencode([
    {
      name             = "ca"
      image            = var.helper_image
      essential        = false
      entryPoint       = ["/bin/sh", "-c"]
      command          = ["printf '%s' \"$DATABASE_CA\" > /etc/hourkey/rds-ca.pem"]
      environment      = [{ name = "DATABASE_CA", value = local.database_ca }]
      mountPoints      = [{ sourceVolume = "files", containerPath = "/etc/hourkey" }]
      logConfiguration = local.logs
    },
    {
      name      = "migrate"
      image     = var.image
      essential = true
      dependsOn = [{ containerName = "ca", condition = "SUCCESS" }]
      command   = ["migrate"]
      environment = [
        { name = "QUARKUS_DATASOURCE_JDBC_URL", value = local.jdbc_url },
        { name = "QUARKUS_DATASOURCE_USERNAME", value = "hourkey_owner" },
      ]
      secrets          = [{ name = "QUARKUS_DATASOURCE_PASSWORD", valueFrom = aws_secretsmanager_secret.database["hourkey_owner"].arn }]
      mountPoints      = [{ sourceVolume = "files", containerPath = "/etc/hourkey", readOnly = true }]
      logConfiguration = local.logs
    },
  ])
}
