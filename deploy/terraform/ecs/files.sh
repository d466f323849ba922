# Runs beside Hourkey. Once a minute, it fetches the policy file and a token that Entra accepts.
set -u
umask 022
export HOME=/tmp
chmod 1777 /tmp
cd /etc/hourkey || exit 1
printf '[default]\nrole_arn = %s\ncredential_source = EcsContainer\n' "$ROLE" > aws-config
printf '%s' "$DATABASE_CA" > rds-ca.pem
while true; do
  # Each file is replaced in one step, and stays as it is if no new one can be fetched.
  aws s3 cp --only-show-errors "$POLICY" .policy && mv .policy policy.yaml
  aws sts get-web-identity-token --audience api://AzureADTokenExchange --signing-algorithm RS256 \
    --duration-seconds 3600 --query WebIdentityToken --output text > .token && mv .token entra-token
  sleep 60 & wait
done
