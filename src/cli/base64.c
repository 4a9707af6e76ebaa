#include "cli.h"

void
fulg_cli_put_base64(fulg_cli_output_t *out, const void *data, size_t length)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *bytes = data;
    for (size_t n = 0; n < length; n += 3)
    {
        const size_t left = length - n;
        const unsigned b = bytes[n] << 16 | (left > 1 ? bytes[n + 1] << 8 : 0) |
                           (left > 2 ? bytes[n + 2] : 0);
        const char four[4] = {digits[b >> 18], digits[b >> 12 & 63],
                              left > 1 ? digits[b >> 6 & 63] : '=',
                              left > 2 ? digits[b & 63] : '='};
        fulg_cli_output_put(out, four, 4);
    }
}
