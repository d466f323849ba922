package dev.hourkey.grant;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.PersonId;
import java.time.Duration;
import java.util.UUID;

/** What an approved request asks to be opened. */
public record GrantSpec(
    UUID request, PersonId holder, Entitlement entitlement, Duration duration) {}
