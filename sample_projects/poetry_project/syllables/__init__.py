import sys

VOWELS = "aeiouy"


def count(word):
    groups = 0
    inside = False
    for letter in word.lower():
        vowel = letter in VOWELS
        if vowel and not inside:
            groups += 1
        inside = vowel
    return max(groups, 1)


def main():
    print(sum(count(word) for word in sys.stdin.read().split()))
