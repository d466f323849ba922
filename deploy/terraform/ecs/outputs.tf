output "task_role_arn" {
  description = "For trusted_role_arns of deploy/terraform/aws, and the subject of the federated credential in deploy/terraform/entra."
  value       = aws_iam_role.task.arn
}

output "run" {
  description = "Commands of the steps in README.md."
  value = {
    for task in ["roles", "migrate"] : task => join(" ", [
      "aws ecs run-task --cluster hourkey --launch-type FARGATE --task-definition hourkey-${task}",
      "--network-configuration 'awsvpcConfiguration={subnets=[${join(",", var.subnet_ids)}],securityGroups=[${aws_security_group.tasks.id}]}'"
    ])
  }
}
