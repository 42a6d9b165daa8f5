/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define KB_AGE_ERROR (kb_age_error_quark ())

/**
 * KbAgeError:
 * @KB_AGE_ERROR_NO_MATCH: the header is sound, but none of the identities opens it
 * @KB_AGE_ERROR_HMAC: an identity matched, but the header was altered
 * @KB_AGE_ERROR_HEADER: not an age v1 file, or a malformed or refused stanza
 * @KB_AGE_ERROR_ARMOR: the text form around the file is malformed
 * @KB_AGE_ERROR_PAYLOAD: the content was altered, cut off or continued
 * @KB_AGE_ERROR_LIMIT: larger than the caller accepts
 * @KB_AGE_ERROR_KEY: not the text of a recipient or identity, or one that
 *   cannot be sealed to
 *
 * The first five are what the public test vectors tell apart.
 */
typedef enum
{
  KB_AGE_ERROR_NO_MATCH,
  KB_AGE_ERROR_HMAC,
  KB_AGE_ERROR_HEADER,
  KB_AGE_ERROR_ARMOR,
  KB_AGE_ERROR_PAYLOAD,
  KB_AGE_ERROR_LIMIT,
  KB_AGE_ERROR_KEY,
} KbAgeError;

GQuark kb_age_error_quark (void);

G_END_DECLS
