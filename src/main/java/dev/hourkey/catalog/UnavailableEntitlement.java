package dev.hourkey.catalog;

/**
 * An entitlement that is unavailable because something is wrong with its group.
 *
 * @param entitlement with the policy that says who could request it. It opens nothing, and Entra
 *     may not have its group
 * @param why a clause without a full stop, such as "group 'aws-prod' is dynamic: …"
 */
public record UnavailableEntitlement(Entitlement entitlement, String why) {}
