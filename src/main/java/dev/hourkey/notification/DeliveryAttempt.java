package dev.hourkey.notification;

import dev.hourkey.notification.Messenger.MessageRef;
import java.util.Optional;

/**
 * A notification as it stood when an attempt at it began.
 *
 * @param version what of it will be there when the attempt succeeds
 * @param fence differs from the row's once a later attempt began
 * @param probed the line that it probes for all others
 */
record DeliveryAttempt(
    String key,
    Notification notification,
    int version,
    int fence,
    Optional<MessageRef> posted,
    Optional<String> probed) {}
