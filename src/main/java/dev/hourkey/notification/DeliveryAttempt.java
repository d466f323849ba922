package dev.hourkey.notification;

import dev.hourkey.notification.Messenger.Posted;
import java.util.Optional;

/**
 * An attempt to deliver a notification, as it was when the attempt began.
 *
 * @param version the version that is delivered if this attempt succeeds
 * @param fence differs from the row's once a later attempt has begun
 * @param probed the method whose circuit breaker this attempt probes
 */
record DeliveryAttempt(
    String key,
    Notification notification,
    int version,
    int fence,
    Optional<Posted> posted,
    Optional<String> probed) {}
