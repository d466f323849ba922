package dev.hourkey.grant;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.PersonId;
import java.time.Duration;
import java.util.UUID;

/** The grant that an approved request opens. */
public record GrantSpec(
    UUID request, PersonId holder, Entitlement entitlement, Duration duration) {}
