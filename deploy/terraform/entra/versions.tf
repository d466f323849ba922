terraform {
  required_version = ">= 1.9"
  required_providers {
    azuread = {
      source  = "hashicorp/azuread"
      version = "~> 3.7"
    }
    # azuread can neither make a unit restricted nor make an application the owner of another.
    msgraph = {
      source  = "microsoft/msgraph"
      version = "~> 0.2"
    }
  }
}
