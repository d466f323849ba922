# PostgreSQL, and the two roles of docs/install.md#database.

resource "aws_db_subnet_group" "this" {
  name       = "hourkey"
  subnet_ids = var.subnet_ids
}

resource "aws_security_group" "database" {
  name        = "hourkey-database"
  description = "Hourkey's PostgreSQL"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "database" {
  security_group_id            = aws_security_group.database.id
  referenced_security_group_id = aws_security_group.tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

resource "aws_db_instance" "this" {
  identifier                   = "hourkey"
  engine                       = "postgres"
  engine_version               = var.database_version
  instance_class               = var.database_class
  allocated_storage            = 20
  max_allocated_storage        = 100
  storage_type                 = "gp3"
  storage_encrypted            = true
  username                     = "postgres"
  manage_master_user_password  = true # RDS keeps it in Secrets Manager and rotates it.
  db_subnet_group_name         = aws_db_subnet_group.this.name
  vpc_security_group_ids       = [aws_security_group.database.id]
  multi_az                     = var.database_multi_az
  backup_retention_period      = 14 # Only this database has the list of memberships that must end.
  copy_tags_to_snapshot        = true
  auto_minor_version_upgrade   = true
  performance_insights_enabled = true
  deletion_protection          = true
  final_snapshot_identifier    = "hourkey-final"
}

# Terraform creates the secrets, and you set their values, which never get into Terraform's state.
resource "aws_secretsmanager_secret" "database" {
  for_each = toset(["hourkey", "hourkey_owner"])
  name     = "hourkey/database/${each.key}"
}
