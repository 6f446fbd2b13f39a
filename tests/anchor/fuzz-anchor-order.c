/* fuzz-anchor-order.c: orders as anchors tell them, and as we keep them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-anchor-private.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (ImwAsset) in = imw_asset_new ("stellar/USDC:G", "USDC", "USDC", 7);
  g_autoptr (ImwAsset) out = imw_asset_new_fiat ("MXN");
  ImwOrderFrame frame = { .in = in, .out = out };
  g_autoptr (JsonNode) root = imw_json_parse ((const char *) data,
                                              (gssize) size,
                                              IMW_ANCHOR_MAX_JSON,
                                              NULL);
  JsonObject      *object = root != NULL ? imw_json_node_get_object (root, NULL) : NULL;
  g_autofree char *copy = g_strndup ((const char *) data, size);
  g_autoptr (ImwOrder) own = imw_order_from_json (copy, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwOrder) order = NULL;

  if (object == NULL)
    return 0;
  order = imw_order_parse (object, &frame, &error);
  g_assert_true ((order == NULL) == (error != NULL));
  if (order != NULL)
    {
      g_autofree char *json = imw_order_to_json (order);
      g_autoptr (ImwOrder) back = imw_order_from_json (json, &error);

      g_assert_no_error (error);
      g_assert_true (imw_order_equal (order, back));
    }

  return 0;
}
