// Code in this file belongs to the main actor, which callbacks from C must not: everything else is elsewhere.
runMicrobench()
