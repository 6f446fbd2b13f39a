/* imw-ethereum-call.h: what a transaction asks a contract for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-ethereum-tx.h"

G_BEGIN_DECLS

typedef enum
{
  IMW_ETHEREUM_CALL_NONE,        /* no data: a plain payment */
  IMW_ETHEREUM_CALL_TRANSFER,    /* tokens of the caller go to @other */
  IMW_ETHEREUM_CALL_APPROVE,     /* @other may take up to @amount from the caller */
  IMW_ETHEREUM_CALL_APPROVE_ALL, /* @other may take everything, or nothing any more when @amount is zero */
  IMW_ETHEREUM_CALL_READABLE,    /* known, but about somebody else's tokens, or of another kind */
  IMW_ETHEREUM_CALL_UNKNOWN      /* not known, or not in the form it must have */
} ImwEthereumCallKind;

typedef struct
{
  const char *name; /* static */
  char       *text;
} ImwEthereumArgument;

/* Plain, owned by whoever makes it. */
typedef struct
{
  ImwEthereumCallKind kind;
  const char         *signature; /* (nullable) static: "transfer(address,uint256)" */
  ImwEthereumAddress  other;     /* with TRANSFER, APPROVE, APPROVE_ALL */
  ImwAmount          *amount;    /* (nullable): with these, base units of the asset that was given */
  gboolean            unlimited; /* an approval beyond anything there is */
  GArray             *arguments; /* (element-type ImwEthereumArgument) of a function that is known */
} ImwEthereumCall;

/* own: who calls; asset: what the amount of a call counts */
ImwEthereumCall *imw_ethereum_call_read (GBytes *data, const ImwEthereumAddress *own, ImwAsset *asset);
void             imw_ethereum_call_free (ImwEthereumCall *self);
gboolean         imw_ethereum_amount_is_unlimited (ImwAmount *amount); /* an approval that nobody means as a number */

/* how a call is called: "transfer", or its selector "0x01020304"; NULL when there are no 4 bytes */
char *imw_ethereum_call_name (GBytes *data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwEthereumCall, imw_ethereum_call_free)

G_END_DECLS
