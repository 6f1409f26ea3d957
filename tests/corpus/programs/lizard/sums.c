#include <stdio.h>

/* Adds what is even. */
static int sums(const int *values, int n, int limit)
{
    int total = 0;
    for (int i = 0; i < n; i++) {
        if (values[i] % 2 == 0 && values[i] < limit)
            total += values[i];
        else if (values[i] > limit)
            switch (values[i] % 3) {
            case 0: total++; break;
            case 1: total--; break;
            default: break;
            }
    }
    return total;
}

int main(void)
{
    int values[] = {1, 2, 3, 4};
    return printf("%d\n", sums(values, 4, 10)) ? 0 : 1;
}
